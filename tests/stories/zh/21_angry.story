# 21 An angry customer: one sentence of acknowledgement, only what happened and 人工.
# rules: CMP-4
C> 垃圾店 骗子 退钱
B> 很抱歉
B> 发生了什么
B> 人工
B! 亲
B! 冷静
B! 公里
B! 可跳过
S> step == 'phenomenon' and state.phenomenon == 'empty' and expectation == 'refund' and emotion == 'angry'
C> 就知道骗人
B! 很抱歉
B> 人工
S> step == 'phenomenon'
C> 刹车修了三次还是响，你们这帮骗子
B> 影响行车安全吗
B! 很抱歉
S> step == 'safety' and '响' in shown.phenomenon
C> 会
B> 请核对
S> step == 'summary' and asked[-1] == 'summary'
C> 提交
S> complaints == 1
S> '优惠' not in said and '亲' not in said and '手机号' not in said
