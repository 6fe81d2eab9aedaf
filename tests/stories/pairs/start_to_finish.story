# A complaint from start to finish, opt-in and opt-out included, on whatever platforms the two sides stand.
# rules: CMP-3 STAFF-2 STAFF-3 FLOW-5 FLOW-7 CON-1 CON-2 CON-3 CON-8 GATE-5 GATE-7 SAFE-2
C> 星驰S7，上周五在绕城高速上刹车有异响
B> 影响行车安全
C> [press 不会]
C> 跳过
C> 跳过
C> [press 维修]
C> [album a.jpg b.jpg]
B> 收到
C> 好了
B> 请核对
S> cases == 0
C> [press 提交]
B> 已登记，编号TS20250312-0001
O> aftersales.1 TS20250312-0001
O> supervisors TS20250312-0001
O> aftersales.1 客户发来的文件（2个）
S> complaints == 1 and case_files == 2 and ledger == []
# The clerk
R> aftersales.1 li: [press 接单]
S> complaint.claimed_by == '工号01'
R> aftersales.1 li: [press 回复]
O> aftersales.1 【A001】
O> aftersales.1 内容会原样发给客户
R> aftersales.1 li: [answer] 您好，我是小李，今天下午能到店吗？
B> 工号01：您好，我是小李，今天下午能到店吗？
C> 下午三点可以
O> aftersales.1 【A001】客户：下午三点可以
R> aftersales.1 li: [press 要材料]
R> aftersales.1 li: [answer] 请拍一下刹车盘
B> 工号01：请拍一下刹车盘
B> 处理时限暂停
S> complaint.stage == 'awaiting_evidence'
C> [photo c.jpg]
O> aftersales.1 【A001】客户发来的文件（1个）
S> case_files == 3
R> aftersales.1 li: [press 出方案]
R> aftersales.1 li: [press 维修]
R> aftersales.1 li: [answer] 免费更换刹车片
B> 免费更换刹车片
B> 您接受吗？
C> [press 接受]
B> 已记下您接受方案
O> aftersales.1 客户接受了方案（维修），请落实后结案
# A number, purpose by purpose, while the clerk has the word
T> 2025-03-12T10:33
C> 可以留电话
B> 不选就是不同意
B> 投诉处理（电话）
S> ledger == [] and not consents.ticked and any_held
@telegram C> [press ☐ 投诉处理（电话）]
@telegram C> [press 就选这些]
@wechat C> 1
B> 只同意投诉处理（电话），其余不同意
S> ledger == [] and phones == []
C> 13800138000
B> 同意：投诉处理（电话）
B! 13800138000
B! 最后一个问题
S> consent('complaint', 'call') == 'given' and consent('complaint', 'sms') == 'refused'
S> consent('promo_offers', 'sms') == 'unknown' and enquiries == 0
# The gate: to the clerk alone
R> aftersales.1 li: /联系 A001 投诉处理
O> aftersales.1 可以联系。号码已私下发给工号01
O! aftersales.1 13800138000
O! supervisors 13800138000
O> staff:li 13800138000
O> staff:li /接通后请先说口令 \d{4}/
O> staff:li 联系结果是？
B> 售后部工号01马上给您打电话，事由：投诉处理
B> /口令 \d{4}/
B! 13800138000
T> 2025-03-12T10:35
C> 退订
B> 已停止
S> consent('promo_offers', 'sms') == 'withdrawn' and consent('complaint', 'call') == 'given'
R> aftersales.1 li: /联系 A001 优惠与车型推送 短信
O> aftersales.1 现在不能联系
O> aftersales.1 撤回
C> 别打电话
S> consent('complaint', 'call') == 'withdrawn'
R> aftersales.1 li: /联系 A001 投诉处理
O> aftersales.1 现在不能联系
O> aftersales.1 撤回
O! staff:li 13800138000
# The end
R> aftersales.1 li: [press 结案]
B> TS20250312-0001已按商定的方案（维修）办完结案
B> 很抱歉
S> not complaint.is_open
