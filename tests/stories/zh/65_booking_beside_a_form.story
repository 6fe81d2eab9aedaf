# A complaint form that is open goes on; the booking waits; what was said to one is no matter of the other.
# rules: CMP-2 CMP-9 CON-4
C> 空调突然不制冷
C> 不会
C> 我想试驾
B> 先把投诉登记完
B> 接着刚才的问题
S> conversation == 'complaint' and step == 'when' and cases == 0
C> 晚点说
C> /enquire
B> 想约哪一项
B> 1 购车咨询 2 试驾 3 保养维修
C> 2
B> 想试哪款车
C> 退订
B> 已停止
B> 想试哪款车
S> conversation == 'enquiry' and booking.scene == 'testdrive'
C> 你们几点下班
B> 18:00
B> 想试哪款车
C> 约个保养
B> 先把这一项约完
C> 取消
B> 没有约
S> booking is None and cases == 0 and draft
C> 我想试驾
C> S7
C> 晚点说
B> 回复“继续”
C> [photo a.jpg]
S> cases == 0
C> 继续
S> conversation == 'complaint'
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 维修
C> 好了
C> 提交
S> complaints == 1 and enquiries == 0 and booking.scene == 'testdrive'
C> 继续
B> 接着约试驾
B> 哪天
C> 周日
B> 已为您登记试驾，编号ZX20250312-0001
O! sales.1 空调
S> complaints == 1 and enquiries == 1 and wrote == ['我想试驾', 'S7', '晚点说', '周日']
