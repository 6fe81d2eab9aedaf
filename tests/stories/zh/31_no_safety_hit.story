# Negation, hypothesis and idiom are no hits.
# rules: CMP-4
C> 刹车没问题，就是座椅加热失灵了
B! 停在安全的地方
O! aftersales.2 涉及安全
S> cases == 0 and not safety_hit and step == 'safety'
