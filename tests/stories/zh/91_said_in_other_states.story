# 91 A proposal is answered in words once its choices are gone; an angry customer is heard at the summary.
# rules: CMP-2 FLOW-5
C> 你们这帮骗子，垃圾店！
C> 退钱！
B> 记下了：退车退款
B> 是车的问题，还是我们服务的问题
S> expectation == 'refund' and state.phenomenon == 'empty'
C> 空调修了三次都没修好
C> 不会
S> step == 'summary'
C> 我要投诉到12315，你们等着
B> 补充到问题里
B> 回复“提交”
S> '我要投诉到12315' in phenomenon and step == 'summary'
T> +PT26H
B> 已经填好，还没有提交
B! 还差0项
C> 提交
S> complaints == 1 and case.emotion == 'angry'
R> aftersales.1 li: /propose A001 维修 免费更换压缩机
C> 多久能修好
B> ∅
T> +PT30H
C> 周六可以吗
B> 已转给
S> stage == 'proposed' and not held
C> 同意
B> 已记下您接受方案
S> stage == 'accepted'
