# 73 A number typed into the form is not kept, it is said so once, and the question stands: he was understood.
# rules: GATE-7 CMP-2
C> 刹车有异响
C> 你打我手机 13800001234
B> 您发的号码没有记录
B> 登记好以后可以逐项决定
B> 影响行车安全吗
B! 没看懂
B! 补充
S> shown.phenomenon == '刹车有异响' and phones == [] and emotion == 'calm'
C> 不会
C> 13800001234
B> 是什么时候发生的
B! 没看懂
S> step == 'when' and phones == []
C> 提交
C> 138 0000 1234
B> 请核对
B! 没看懂
S> step == 'summary' and not seen('13800001234')
C> 提交
S> complaints == 1 and not seen('13800001234')
C> 投诉
C> 还有车门关不上
C> 13800001234
B> 登记好以后可以逐项决定
B! 回复“留电话”
S> conversation == 'complaint' and phones == []
