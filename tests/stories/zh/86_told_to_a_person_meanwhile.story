# 86 What is told to a person in the middle of a form is not asked again, and the form says where it stood.
# rules: CMP-2 CMP-4
C> 空调不制冷
C> 不会
C> 人工
S> held and step == ''
C> 在绕城高速上，昨天下午，星驰S7
B> ∅
O> aftersales.1 在绕城高速上，昨天下午，星驰S7
S> held and where == '绕城高速' and model == '星驰S7' and state.when == 'filled'
T> +PT25H
C> 还没有人回我
B> 接着昨天的登记
B> 空调不制冷
B> 绕城高速
B> 车大概跑了多少公里
O> aftersales.1 还没有人回我
S> not held and step == 'mileage_km'
C> 提交
C> 提交
S> complaints == 1 and case.facts['where'].shown == '绕城高速'
# A member of staff speaks to the case while a second form is open: it waits, and goes on with what it holds.
C> 投诉
C> 车门关不上
C> 不会
S> step == 'when'
R> aftersales.1 li: /r A001 您好，零件明天到
C> 好的，三万公里了，明天我来
B> ∅
O> aftersales.1 三万公里了
S> held and step == '' and mileage_km == 30000
T> +PT25H
C> 在吗
B> 接着
B> 车门关不上
B> 是什么时候发生的
S> step == 'when' and complaints == 1
