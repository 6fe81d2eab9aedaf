# 微信可以，不要打电话: the one way is stopped at once, the others are asked about without it.
# rules: CON-1 CON-2 CON-6 CON-8
C> 我想试驾
C> 跳过
C> 跳过
B> 试驾预约（电话）
S> len(consents.items) == 3 and ledger == []
C> 微信提醒可以，不要打电话
B> 已停止给您打电话，现在就生效
B> 撤回回执
B> 试驾预约（聊天消息）
B> 试驾预约（短信）
B! 试驾预约（电话）
S> ledger == [('withdrawn', '*', 'call')] and len(consents.items) == 2 and conversation == 'number'
T> +PT1M
C> 1
B> 已记下。同意：试驾预约（聊天消息）；不同意：试驾预约（短信）
S> consent('testdrive_booking', 'chat') == 'given' and phones == []
R> sales.1 sun: /联系 A001 试驾预约
O> sales.1 现在不能联系
C> 别再打电话了
B> 已停止给您打电话
S> conversation == 'idle' and grants == [('testdrive_booking', 'chat')]
