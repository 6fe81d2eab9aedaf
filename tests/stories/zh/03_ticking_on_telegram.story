# 2 Ticks are toggled in one message, which is changed; nothing is ticked at first.
# rules: CON-2 CON-6
# profiles: telegram
C> 空调突然不制冷
C> 不会
C> 算了
C> [press 保留7天]
C> 继续
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 没有
C> 提交
C> [press 留电话（可选）]
B> ☐ 投诉处理（电话）
C> [press 就选这些]
B> 还没有选任何一项
S> ledger == [] and step == 'consents'
C> [press ☐ 维修进度（短信）]
B> ☑ 维修进度（短信）
S> consents.ticked == {2} and ledger == []
C> [press ☐ 投诉处理（电话） #1]
C> [press ☑ 投诉处理（电话）]
S> consents.ticked == {2}
C> [press 就选这些]
B> 只同意维修进度（短信）
C> 13912345678
S> grants == [('repair_progress', 'sms')]
C> [press ☐ 投诉处理（电话） #1]
B> 已经过期
S> grants == [('repair_progress', 'sms')]
