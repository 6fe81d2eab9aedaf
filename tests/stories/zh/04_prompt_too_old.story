# A consent prompt older than 24 h grants nothing; neither does one shown before a withdrawal.
# rules: CON-6
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
C> 留电话
T> +PT25H
@telegram C> [press ☐ 投诉处理（电话）]
@telegram C> [press 就选这些]
@wechat C> 1
B> 过期
S> ledger == [] and grants == [] and conversation == 'idle'
C> 留电话
C> 1
T> +PT25H
C> 13800138000
B> 过期
S> grants == [] and phones == []
C> 留电话
C> 退订
B> 已停止所有营销联系
S> conversation == 'idle'
@telegram C> [press ☐ 投诉处理（短信）]
@telegram B> 过期
C> 13800138000
S> grants == [] and phones == []
