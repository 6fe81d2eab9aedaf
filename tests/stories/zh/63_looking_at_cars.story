# Who asks about cars is served first; the marketing question stands alone in a message of its own, once.
# rules: CON-3 CON-4 CON-11
C> 想看看车
B> 想了解哪款车
C> 还没想好
B> 最想了解什么
C> 上一步
B> 想了解哪款车
C> 跳过
C> 落地价和优惠
B> 已为您登记购车咨询
B> 最后一个问题，不同意也照样答复您的咨询
B> 购车咨询跟进
B> 营销
B> 1 同意 2 不同意 3 以后再说
S> enquiries == 1 and department == 'sales' and ledger == [] and consents.items == (('presales_followup', 'chat'),)
C> 好的
B> 别的话都不算同意
S> ledger == [] and step == 'alone'
C> 同意
B> 已记下。同意：购车咨询跟进（聊天消息）
B> 购车咨询询问-1
B! 手机号
S> consent('presales_followup', 'chat') == 'given' and conversation == 'idle' and phones == []
C> 留电话
B> 购车咨询跟进
B> 电话
C> 3
B> 以后想留随时
S> len(ledger) == 1
T> +PT9H
C> 留电话
C> 1
B> 请发手机号
C> 13912345678
B> 同意：购车咨询跟进（电话）
S> consent('presales_followup', 'call') == 'given' and enquiries == 1
