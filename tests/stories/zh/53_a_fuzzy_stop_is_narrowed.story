# A fuzzy phrase stops at once; one tap narrows it, and gives back nothing that was not there.
# rules: CON-6 CON-8
C> 空调突然不制冷
C> 不会
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 维修
C> 没有
C> 提交
C> 可以留电话
C> 1 3
C> 13800138000
S> grants == [('complaint', 'call'), ('repair_progress', 'sms')]
C> 你们能不能不要再骚扰我了
B> 已停止
B> 如果只是不要其中一种，请选
B> 恢复同意
S> ledger[-1][0] == 'withdrawn'
T> +PT1M
@telegram C> [press 只停电话]
@wechat C> 1
B> 已恢复：维修进度（短信）。其他选择不变
S> consent('complaint', 'call') == 'withdrawn' and consent('repair_progress', 'sms') == 'given'
S> ledger[-1] == ('renewed', 'repair_progress', 'sms')
T> +PT1M
C> 不要骚扰我
B> 已停止
B! 如果只是不要其中一种，请选
T> +PT1M
C> 恢复同意
B> 已恢复：维修进度（短信）
S> consent('promo_offers', 'sms') == 'withdrawn'
