# 7 Rough or unknown is good enough.
# rules: CMP-2
C> 空调不制冷
C> [press 不会]
C> 不记得具体哪天，大概上个月底吧
B> 2025年2月底前后
B> 在哪里发生的？
S> state.when == 'unsure' and when[2] == 'period'
C> 不知道
B> 没关系，先不填地点
S> state.where == 'declined' and step == 'model'
C> 不清楚
C> 忘了
C> 不记得了
C> 不知道
C> 不知道
B> 请核对
B> 里程：未填
S> [state.where, state.model, state.mileage_km, state.purchase, state.expectation] == ['declined'] * 5
C> 提交
S> complaints == 1
