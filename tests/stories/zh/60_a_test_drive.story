# A test drive is booked with no number at all; only then consent is asked, nothing ticked; chat counts at once.
# rules: CON-1 CON-2 CON-3 CON-4 CON-5 SLA-2
C> 我想试驾
B> 想试哪款车
B! 电话
S> conversation == 'enquiry' and booking.scene == 'testdrive' and cases == 0
C> 干嘛要问这个
B> 不填也能受理
B> 想试哪款车
C> S7
B> 哪天、什么时段方便
S> booking.facts['model'].value == '星驰S7'
C> 周六上午
B> 已为您登记试驾，编号ZX20250312-0001：星驰S7，3月15日（周六）上午
B> 销售部同事11:00前在这里答复您
B> 不留电话也一样办
B> 不选就是不同意
B> 处理者：星驰4S店（电话0571-0000000）
B> 试驾后 30 天
B> 不提供给第三方
B> 都不用
B! 营销
B! ☑
O> sales.1 试驾 ZX20250312-0001 · 销售部
O> sales.1 车型：星驰S7
O> sales.1 想来的时间：3月15日（周六）上午
S> enquiries == 1 and scene == 'testdrive' and department == 'sales' and ledger == [] and booking is None
@wechat B> /\n1 试驾预约（聊天消息）\n2 试驾预约（短信）\n3 试驾预约（电话）\n/
@wechat C> 1
@telegram C> [press ☐ 试驾预约（聊天消息）]
@telegram C> [press 就选这些]
B> 已记下。同意：试驾预约（聊天消息）；不同意：试驾预约（短信）、试驾预约（电话）。告知书试驾告知-2
B! 手机号
B! 最后一个问题
S> consent('testdrive_booking', 'chat') == 'given' and phones == [] and conversation == 'idle'
S> [kind for kind, _, _ in ledger] == ['given', 'refused', 'refused']
S> consent('promo_offers', 'chat') == 'unknown' and visit.prompts == 1
R> sales.1 sun: /r A001 周六见
B> 周六见
R> sales.1 sun: /close A001
S> not is_open
