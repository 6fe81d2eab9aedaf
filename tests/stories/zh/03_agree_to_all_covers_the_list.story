# 3 "全部同意" covers only the list; marketing stays unknown.
# rules: CON-2 CON-3
C> 空调突然不制冷
C> 不会
C> 晚点说
C> 继续
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 维修
C> 没有
C> 提交
S> complaints == 1
C> 留电话
C> 全部同意
B> 上面3项都同意
S> ledger == []
C> 13912345678
S> [kind for kind, _, _ in ledger] == ['given', 'given', 'given']
S> consent('promo_offers', 'sms') == 'unknown' and consent('presales_followup', 'call') == 'unknown'
C> 同意
B> 已记下号码139****5678。同意：优惠与车型推送（短信）
O> sales.1 客户留了号码 ZX20250312-0001 · 销售部
O! sales.1 空调
S> consent('promo_offers', 'sms') == 'given' and enquiries == 1 and complaints == 1
R> sales.1 sun: /联系 ZX20250312-0001 优惠与车型推送 短信
O> sales.1 可以联系
R> sales.1 sun: /联系 ZX20250312-0001 投诉处理
O> sales.1 现在不能联系
C> 空调今天还是不制冷
O> aftersales.1 空调今天还是不制冷
O! sales.1 空调
S> complaints == 1 and enquiries == 1
