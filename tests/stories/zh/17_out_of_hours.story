# 17 Out of hours the next opening time, and no false 马上.
# rules: CMP-2
# starts: 2025-03-12T20:00
C> 人工
B> 3月13日（周四）09:
B! 马上
S> enquiries == 1 and held
