# 4 No phone, same service, no second request.
# rules: CON-4
C> 我的车空调不制冷
C> 不会
C> 不想留电话
B> 不影响受理
B> 结果会发到这个聊天窗口
B> 是什么时候发生的？
@wechat B> 48小时
@telegram B! 48小时
S> step == 'when' and cases == 0
C> 昨天
C> 跳过
C> 跳过
C> 三万公里
C> 跳过
C> 维修
C> 没有
C> 提交
B> 已登记
B> 3月19日（周三）18:00
S> complaints == 1 and ledger == [] and phones == []
S> '请发手机号' not in said
