# 13 Save and resume; survives a restart; one reminder, not at night; gone after 7 days.
# rules: CMP-2 GATE-3
C> 星驰S7空调不制冷，昨天在绕城高速，23年5月买的，跑了23000公里
C> 不会
C> 我在开车，晚点说
B> 安全第一
B> 7天内回复“继续”
B> 还差2项
S> conversation == 'idle' and draft and cases == 0
X> restart
T> 2025-03-13T09:00
C> 继续
B> 接着昨天的登记：星驰S7
B> 空调不制冷
B> 还差：期望、照片
B> 您希望怎么处理？
B> 1 维修
S> step == 'expectation' and conversation == 'complaint'
C> [press 维修]
C> 没有
C> 提交
S> complaints == 1 and not draft
