# 54 What is told to a person before there is a form stands on his card, and begins the form.
# rules: CMP-2 STAFF-2
C> 转人工
C> 空调不制冷，昨天在绕城高速上
B> ∅
O> other.1 空调不制冷
S> held and shown.phenomenon == '空调不制冷' and shown.where == '绕城高速' and not draft
T> +PT26H
C> 我要投诉
B> 您之前说的都记着
B> 空调不制冷
B> 影响行车安全吗
S> conversation == 'complaint' and step == 'safety' and where == '绕城高速'
C> 不会
C> S7
S> model == '星驰S7' and where == '绕城高速'
C> 提交
C> 提交
S> complaints == 1 and cases == 1 and case.facts['where'].shown == '绕城高速'
C> 投诉
C> 车门关不上
C> 不会
C> 昨天
C> S7
S> state.where == 'empty' and model == '星驰S7' and step == 'where'
C> 无
B> 先不填地点
S> state.where == 'declined'
