# Everything in one message is booked at once; refusing everything changes nothing; 不留 keeps what is for the chat.
# rules: CON-1 CON-3 CON-4
C> 周六下午3点想试驾S7
B> 已为您登记试驾，编号ZX20250312-0001：星驰S7，3月15日（周六）15点
S> enquiries == 1 and ledger == [] and phones == []
C> 都不用
B> 一项都不同意
B! 最后一个问题
S> grants == [] and len(ledger) == 3 and is_open and conversation == 'idle'
T> +PT10H
C> 我想试驾
B> 还在办
S> enquiries == 1
C> 保养
B> 什么车型，或者车牌号
S> booking.scene == 'service' and booking.facts['wish'].value == '保养'
C> 跳过
C> 跳过
B> 已为您登记保养维修，编号ZX20250312-0002：保养
O> aftersales.1 保养维修 ZX20250312-0002 · 售后部
S> enquiries == 2 and department == 'aftersales' and ledger[3:] == []
C> 全部同意
B> 已记下。同意：保养维修预约（聊天消息）
B> 请发手机号
S> grants == [('service_booking', 'chat')] and step == 'phone'
C> 不留
B> 号码没有留
S> grants == [('service_booking', 'chat')] and phones == [] and conversation == 'idle'
