# A resting draft is remembered once, never at night, and deleted with text and photos after 7 days.
# rules: CMP-2 GATE-3
# starts: 2025-03-12T23:10
C> 空调不制冷
C> 不会
C> [photo a.jpg]
S> draft and draft_files == 1
T> 2025-03-13T23:20
B> ∅
S> not reminded
T> 2025-03-14T07:59
B> ∅
T> 2025-03-14T08:00
B> 没填完的投诉登记（空调不制冷）
B> 继续
B> 只提醒这一次
S> reminded and draft
T> 2025-03-19T23:00
B> ∅
S> draft
T> 2025-03-19T23:10
B> ∅
S> not draft and draft_files == 0 and cases == 0 and not session.transcript
C> 继续
B> 没有找到保存的草稿
S> cases == 0
