# 2, 4 不留 after ticking records no grant; refusing all is kept and grants nothing.
# rules: CON-1 CON-4
C> 空调不制冷
C> 不会
C> 取消
C> 保留
C> 继续
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 没有
C> 提交
C> 留电话
C> 1 3
B> 投诉处理（电话）、维修进度（短信）
C> 12345
B> 不像手机号
C> 一二三
B> 11位数字
B! 不像手机号
C> 13800138000 或者 13900139000
B> 几个号码
S> ledger == [] and step == 'phone'
C> 不留
B> 没有记录任何同意
B> 最后一个问题
B> 聊天消息
S> ledger == [] and grants == [] and phones == [] and step == 'alone'
C> 留电话
C> 都不用
B> 一项都不同意，不影响受理
S> [kind for kind, _, _ in ledger] == ['refused'] * 3 and phones == []
S> conversation == 'idle' and complaints == 1
C> 留电话
C> 以后
B> 以后想留随时
S> len(ledger) == 3 and conversation == 'idle'
