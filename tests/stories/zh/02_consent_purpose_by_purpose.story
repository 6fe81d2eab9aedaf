# 2 Consent purpose by purpose, nothing ticked, after the complaint has been filed. 3: no marketing among them.
# rules: CON-1 CON-2 CON-3 CON-5 CON-9
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
B> 已登记
B> 留电话（可选）
B! 手机号
S> complaints == 1 and ledger == []
C> 可以留电话
B> 不选就是不同意
B> 处理者：星驰4S店（电话0571-0000000）
B> 打电话或发短信
B> 结案后 30 天
B> 不提供给第三方
B> 退订
B> 投诉处理（电话）
B> 投诉处理（短信）
B> 维修进度（短信）
B> 都不用
B> 以后
B! 优惠
B! ☑
B! 全部同意
@wechat B> /\n1 投诉处理（电话）\n2 投诉处理（短信）\n3 维修进度（短信）\n/
S> conversation == 'number' and step == 'consents' and not consents.ticked
S> ledger == [] and phones == []
C> 1
B> 只同意投诉处理（电话），其余不同意
B> 手机号
B> 不留
S> step == 'phone' and ledger == [] and phones == []
C> 13800138000
B> 138****8000
B> 同意：投诉处理（电话）
B> 不同意：投诉处理（短信）、维修进度（短信）
B> 投诉留电话-2
B> 3月12日（周三）10:30
B! 13800138000
S> ledger == [('given', 'complaint', 'call'), ('refused', 'complaint', 'sms'), ('refused', 'repair_progress', 'sms')]
S> consent('complaint', 'call') == 'given' and consent('complaint', 'sms') == 'refused'
S> consent('promo_offers', 'sms') == 'unknown' and phones == ['+8613800138000']
S> not seen('13800138000')
B> 最后一个问题，与投诉无关
B> 营销
B> 1 同意 2 不同意 3 以后再说
S> step == 'alone' and consents.items == (('promo_offers', 'sms'),) and len(ledger) == 3
C> [press 不同意]
B> 不影响任何服务
S> consent('promo_offers', 'sms') == 'refused' and conversation == 'idle' and consents is None
