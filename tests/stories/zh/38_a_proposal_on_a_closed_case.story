# The choice under a proposal of a closed case is no more.
# rules: FLOW-5
C> 空调不制冷
C> 不会
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 没有
C> 提交
R> aftersales.1 li: /claim
R> aftersales.1 li: /propose 维修 免费更换压缩机
B> 免费更换压缩机
B> /1 接受\s2 不接受/
S> stage == 'proposed'
C> [press 接受]
B> 已记下您接受方案
S> stage == 'accepted'
R> aftersales.1 li: /close 压缩机已更换
S> stage == 'closed'
@telegram C> [press 不接受]
@telegram B> 已经结束
@wechat C> 2
S> stage == 'closed' and complaints == 1
