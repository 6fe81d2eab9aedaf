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
