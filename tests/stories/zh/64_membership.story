# Membership wants nothing but a yes; joining depends on no consent.
# rules: CON-3 CON-4
C> 入会
B> 要加入车主会员吗
B> 不用留电话
S> enquiries == 0
C> 嗯嗯那个
B> 车主会员
C> 加入
B> 已为您登记车主会员，编号ZX20250312-0001
B> 最后一个问题，不同意也照样是会员
B> 车主活动
S> enquiries == 1 and department == 'sales' and ledger == []
C> [press 不同意]
B> 180天内不再问
S> consent('member_events', 'chat') == 'refused' and is_open
T> +P179D
C> 入会
B> 还在办
S> enquiries == 1
