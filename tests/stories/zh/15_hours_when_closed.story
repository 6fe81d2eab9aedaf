# 15 Outside opening hours the next opening is told.
# rules: CMP-2
# starts: 2025-03-12T21:30
C> 你们几点开门
B> 3月13日（周四）09:00
B! 今天营业
S> conversation == 'idle' and not draft and cases == 0
