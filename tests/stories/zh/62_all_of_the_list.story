# 全部同意 covers the list alone; the number comes and all enters together; marketing waits for another conversation.
# rules: CON-1 CON-3 CON-11
C> 约个保养，浙A12345，明天上午9点
B> 已为您登记保养维修，编号ZX20250312-0001：浙A12345，保养，3月13日（周四）9点
S> enquiries == 1
C> 全部同意
S> grants == [('service_booking', 'chat')]
C> 13800138000
B> 138****8000
S> len(grants) == 4 and consent('service_booking', 'call') == 'given' and phones == ['+8613800138000']
S> consent('maintenance_reminder', 'chat') == 'unknown' and conversation == 'idle' and enquiries == 1
C> 我想试驾
C> S7
C> 跳过
B> 已为您登记试驾
B! 最后一个问题
S> enquiries == 2 and visit.prompts == 1 and step == ''
T> +PT9H
C> 留电话
B> 短信和电话用您留过的138****8000
C> 1 2
B> 138****8000
B> 最后一个问题
B> 试驾回访
S> consent('testdrive_booking', 'sms') == 'given' and step == 'alone'
C> 你好
S> conversation == 'idle' and consent('testdrive_feedback', 'chat') == 'unknown'
