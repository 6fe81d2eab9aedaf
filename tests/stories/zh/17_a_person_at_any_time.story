# 17 人工: a promise in time, everything said goes along, the bot is silent until the case is closed.
# rules: CMP-2 FLOW-8
C> 空调不制冷
C> 不会
C> 人工
B> 11:00前会在这里回复您
B> 不用重复
O> aftersales.1 客户要找人
O> aftersales.1 空调不制冷
S> enquiries == 1 and held and shown.phenomenon == '空调不制冷'
C> 昨天开始的
B> ∅
O> aftersales.1 昨天开始的
S> held
C> 进度
B> ∅
C> 帮助
B> ∅
S> held
R> aftersales.1 li: /claim
R> aftersales.1 li: /r 您好，我是李工，请把车开来看看
B> 您好，我是李工，请把车开来看看
S> held
C> 好的谢谢
B> ∅
R> aftersales.1 li: /close 已约周五到店检查
B> 已约周五到店检查
S> not is_open and not any_held
S> wrote[0] == '空调不制冷' and len(wrote) == len(set(wrote))
C> 进度
B> 已结案
S> cases == 1 and draft
C> 继续
B> 接着今天的登记：3月11日（周二），空调不制冷
S> conversation == 'complaint' and step == 'where'
