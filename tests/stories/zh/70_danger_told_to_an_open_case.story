# 70 Words of danger reach the tiers and get advice whoever has the case: passed on, or while a person holds the talk.
# rules: CMP-4
C> 空调不制冷
C> 不会
C> 提交
C> 提交
S> complaints == 1 and severity == 'major' and shown.phenomenon == '空调不制冷'
C> 刹车失灵了
B> 这可能影响行车安全
O> aftersales.2 涉及安全
O> aftersales.3 涉及安全
S> complaints == 1 and severity == 'safety' and case.because[-1] == '话里有安全词' and wrote[-1] == '刹车失灵了'
C> 刹车还是失灵
B! 影响行车安全
O! aftersales.2 ⚠ 涉及安全
S> shown.phenomenon == '空调不制冷'
C> 我在高速上，车头冒烟了
B> 请马上
S> shown.phenomenon == '冒烟' or '冒烟' in session.facts['phenomenon'].words
S> case.facts['phenomenon'].shown == '空调不制冷' and case.facts['safety'].value == 'no'
S> case.facts['where'].value is None
