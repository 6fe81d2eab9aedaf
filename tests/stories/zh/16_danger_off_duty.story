# 16 Off duty nobody is promised at once.
# rules: CMP-4
# starts: 2025-03-12T23:10
C> 我在高速上，车头冒烟了
B> 119
B> 现在不是营业时间
B> 3月13日（周四）09:00
B! 马上联系
O> aftersales.1 客户可能正有危险
O> aftersales.2 涉及安全
S> severity == 'safety'
C> [press 要]
B> 3月13日（周四）09:00
B> 119
B! 马上
S> any_held
