# 97 人工 in a form beside an open case: the person reads what the form holds, and the form waits as it was.
# rules: CMP-2
C> 空调不制冷
C> 不会
C> 提交
C> 提交
S> complaints == 1
C> 投诉
C> 车门关不上
C> 不会
C> 转人工
B> 已请处理TS20250312-0001的同事在这里回复您
O> aftersales.1 客户要找人，请在这里回复。客户还在填另一件：车门关不上
O! aftersales.1 没有文字
S> held and complaints == 1 and shown.phenomenon == '车门关不上' and case.facts['phenomenon'].shown == '空调不制冷'
C> 谢谢
B> ∅
T> +PT25H
C> 还没有人回我
B> 接着
B> 车门关不上
B> 是什么时候发生的
S> not held and conversation == 'complaint' and step == 'when'
C> 谢谢
B! 补充
C> 提交
C> 提交
S> complaints == 2 and case.facts['phenomenon'].shown == '车门关不上'
C> 谢谢
B> 不客气
O> aftersales.1 谢谢
C> 2
S> complaints == 2
