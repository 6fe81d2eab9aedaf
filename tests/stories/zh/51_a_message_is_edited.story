# 51 An edited message counts: in a form it corrects, for a case it is shown, and an opt-out is one.
# rules: CMP-2 CON-8 STAFF-3
# profiles: telegram
C> 空调不制冷 上周五开始的 跑了2万8
S> step == 'safety' and mileage_km == 28000
C> [edit] 空调不制冷 上周五开始的 跑了3万8
B> 38000公里
B> 影响行车安全吗
S> step == 'safety' and mileage_km == 38000 and earlier.mileage_km
C> 不会
C> [edit] 不会的
B> 看到您改了一条消息
S> mileage_km == 38000 and cases == 0
C> 提交
C> 提交
S> complaints == 1
C> 麻烦快点
C> [edit] 麻烦快一点 138 0013 8000
O> aftersales.1 客户改了一条消息，现在是：麻烦快一点 138****8000
S> complaints == 1
C> [edit] 退订
B> 已停止所有营销联系
S> ledger and consent('promo_offers', 'chat') == 'withdrawn'
