# 90 In a booking a greeting is no answer, a trouble is no time, and a complaint may come first.
# rules: CON-4 CMP-2
C> 我想试驾S7
C> 你好
B> 比如“周六上午”
S> step == 'visit' and booking.facts['visit'].state.value == 'empty'
C> 空调不凉
B> 要为这个投诉的话，回复“投诉”
S> booking.facts['visit'].state.value == 'empty' and enquiries == 0
C> 投诉
B> 预约先给您留着
B> 请直接说说发生了什么
S> conversation == 'complaint' and booking is not None
C> 继续
B> 接着约试驾
S> conversation == 'enquiry' and step == 'visit'
C> 投诉
C> 空调不凉
C> 我要投诉
B> 正在为您登记
B> 影响行车安全吗
C> 什么意思
B> 影响安全的问题要马上有人管
S> step == 'safety' and state.safety == 'empty'
C> 不会
C> 提交
C> 提交
S> complaints == 1 and enquiries == 0 and booking is not None
C> 继续
B> 接着约试驾
C> 周六上午
B> 已为您登记试驾
O> sales.1 新预约
S> enquiries == 1 and '你好' not in case.facts['visit'].shown
C> 都不用
B> 照常给您办
B! 结果会发到
S> grants == []
C> 约个保养
C> 首保
C> 还有空调不凉
B> 已补充到问题里
S> booking.facts['wish'].shown == '首保；还有空调不凉' and booking.facts['model'].state.value == 'empty'
