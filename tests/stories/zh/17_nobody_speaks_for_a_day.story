# 17 After 24 hours without a word of staff the bot has the word again.
# rules: CMP-2
C> 人工
S> held
T> +PT23H
C> 有人吗
B> ∅
S> held
T> +PT24H
S> not held
C> 查进度
B> 已转给同事
S> enquiries == 1 and not held
