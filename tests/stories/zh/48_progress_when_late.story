# 48 查进度 after the promised day: it is said that the promise was not kept.
# rules: FLOW-10 SLA-9
C> 空调不制冷
C> 不会
C> 提交
C> 提交
C> 查进度
B> 最晚3月19日（周三）18:00给您结果
S> complaints == 1
T> 2025-03-20T10:00
C> 查进度
B> 本该3月19日（周三）18:00前给您结果，没有做到
B! 最晚
S> complaints == 1 and is_open
