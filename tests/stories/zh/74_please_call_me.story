# A call that he asks for, in an hour that he chose: the room reads it, and the gate lets nobody else call.
# rules: GATE-8 CON-4
C> 请给我回电
B> 是为哪件事
S> cases == 0 and session.call is not None and ledger == []
C> [press 试驾]
C> S7
C> 周六
B> 已请处理ZX20250312-0001的同事给您打电话
B> 还没有留号码的话，回复“留电话”
O> sales.1 客户请您回电
S> enquiries == 1 and call.hour is None and session.call is None
C> 都不用
R> sales.1 sun: /联系 A001 试驾预约
O> sales.1 客户没有留电话
C> 留电话
C> 2
C> 13800138000
S> grants == [('testdrive_booking', 'sms')]
R> sales.1 sun: /联系 A001 试驾预约
O> sales.1 客户于3月12日（周三）10:30拒绝了“试驾预约”
T> +PT9H
C> 明天晚上10点半打给我
B> 3月13日（周四）22:30到23:30给您打电话
O> sales.1 客户请您在3月13日（周四）22:30到23:30打电话
S> call.hour is not None and len(grants) == 1
T> 2025-03-13T22:29
R> sales.1 sun: /联系 A001 试驾预约
O> sales.1 免打扰时间
T> 2025-03-13T22:30
R> sales.1 sun: /联系 A001 试驾预约
O> sales.1 可以联系
R> sales.1 sun: /联系 A001 优惠与车型推送 短信
O> sales.1 现在不能联系
C> 你们别再给我打电话
S> consent('testdrive_booking', 'sms') != 'unknown'
R> sales.1 sun: /联系 A001 试驾预约
O> sales.1 撤回
