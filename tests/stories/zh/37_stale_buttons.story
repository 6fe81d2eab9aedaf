# Buttons of an old form mean nothing to a new one.
# rules: CMP-2
# profiles: telegram
C> 空调不制冷
C> [press 不会]
C> 取消
C> [press 现在删除]
S> not draft
C> [press 会]
B> 已经失效
S> not draft and cases == 0
C> 方向盘有点抖
S> step == 'safety'
C> [press 会 #1]
B> 已经失效
B> 影响行车安全吗
S> state.safety == 'empty' and step == 'safety'
C> [press 现在删除 #1]
B> 已经失效
S> draft
C> [press 不会]
S> safety == 'no'
C> [press 会]
B> 已改为会
B> 是什么时候发生的？
S> safety == 'yes' and step == 'when'
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 没有
C> [press 提交]
S> complaints == 1
C> [press 提交]
B> 已经提交过了，编号TS20250312-0001
S> complaints == 1
C> [press 会]
B> 已经失效
S> complaints == 1 and not draft
# … nor to one that began with danger; 提交 of the filed form says so again, and files nothing.
C> 我在高速上，车头冒烟了
C> [press 不用]
S> conversation == 'complaint' and safety == 'yes'
C> [press 不会]
B> 已经失效
S> safety == 'yes'
C> [press 提交]
B> 已经提交过了，编号TS20250312-0001
S> complaints == 1 and conversation == 'complaint'
C> 取消
C> [press 现在删除]
C> 方向盘有点抖
C> [press 要]
B> 已经失效
S> not any_held
