# 88 A number is its owner's to give: somebody else's is not taken down, his own is, and none is needed.
# rules: CON-1 CON-4
C> 空调不制冷
C> 不会
C> 提交
C> 提交
C> 留电话
C> 1
S> step == 'phone'
C> 打我老婆的号码吧 13800138000
B> 要机主本人同意
S> step == 'phone' and phones == [] and grants == []
C> 我同事电话13900139000
B> 要机主本人同意
S> phones == [] and grants == []
C> 13700137000
B> 已记下号码137****7000
S> phones == ['+8613700137000'] and grants == [('complaint', 'call')]
