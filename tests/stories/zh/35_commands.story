# /start, /help, unknown commands, in and out of a form.
# rules: CMP-2
C> /help
B> 人工
S> not draft and cases == 0
C> /foo
B> 您可以这样说
S> not draft and conversation == 'idle'
C> /complain
B> 请直接说说发生了什么
C> /foo
S> step == 'phenomenon' and state.phenomenon == 'empty'
C> 空调不制冷
C> /start
B> 不是真人
B> 影响行车安全吗
S> step == 'safety' and draft and shown.phenomenon == '空调不制冷'
C> /help
B> 影响行车安全吗
B> 1 会 2 不会 3 不确定
S> step == 'safety'
C> 2
S> safety == 'no'
C> /whatever
S> step == 'when' and state.when == 'empty'
C> /cancel
B> 草稿怎么处理
S> step == 'cancel'
C> /start
S> draft and cases == 0
