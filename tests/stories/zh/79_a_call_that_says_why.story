# 79 What is said along with 人工 reaches the person, and a number that chose something says what.
# rules: CMP-2 CMP-4
C> 转人工，我空调不制冷，昨天开始的
O> aftersales.1 客户前面说的
O> aftersales.1 空调不制冷，昨天开始的
S> enquiries == 1 and held and shown.phenomenon == '我空调不制冷' and not draft
R> aftersales.1 li: /close A001 已约好
C> 投诉
C> 方向盘发抖
C> 2
S> safety == 'no'
C> 3万公里
C> 人工
O> aftersales.1 2（不会）
O> aftersales.1 3万公里
O! aftersales.1 人工\n
S> held and mileage_km == 30000
R> aftersales.1 li: /close A002 已约好
C> 人工客服，刹车踩不住了
B> 不要再开这辆车
O> aftersales.2 涉及安全
S> held and severity == 'safety'
