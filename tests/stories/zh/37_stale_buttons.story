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
B> /TS20250312-0001|失效/
S> complaints == 1
