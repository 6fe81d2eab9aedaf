# Asked what his number is used for, he reads of what an open matter allows as well.
# rules: CON-5 GATE-8
# profiles: telegram
C> 想约试驾
C> 星驰S7
C> 周六下午三点
C> [press ☐ 试驾预约（电话）]
C> [press 就选这些]
C> 13512345678
C> 投诉
C> 空调昨天下午突然不制冷
C> 不会
C> 提交
C> 提交
S> complaints == 1
C> 电话将用于哪些场景
B> 您在办的事需要时也可以打您的电话
B> 投诉处理（TS20250312-0001）
