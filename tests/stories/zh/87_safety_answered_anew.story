# 87 The answer about safety can be changed in the summary; it raises the complaint, and lowers nothing words raised.
# rules: CMP-4
C> 空调不制冷
C> 不会
C> 提交
S> step == 'summary' and safety == 'no'
C> 7
C> 会
S> safety == 'yes' and step == 'summary' and 'no' not in earlier.safety
C> 提交
O> aftersales.2 涉及安全
O> aftersales.3 涉及安全
S> severity == 'safety' and complaints == 1
C> 投诉
C> 刹车有时候踩不住
B> 不要再开这辆车
S> safety_hit
C> 会
C> 提交
C> 7
C> 不会
S> safety == 'no' and step == 'summary'
C> 提交
S> complaints == 2 and severity == 'safety'
