# Emoji only, zero-width signs, right-to-left text, digits without options.
# rules: CMP-2
C> 😀😀
S> conversation == 'idle' and not draft
C> ​‍​
S> not draft
C> 1
B> 没看懂
S> not draft and conversation == 'idle'
C> 投诉
C> 👍
S> step == 'phenomenon' and state.phenomenon == 'empty'
C> 3
S> state.phenomenon == 'empty'
C> مرحبا السيارة لا تعمل
S> state.phenomenon == 'filled' and step == 'safety'
C> 9
S> state.safety == 'empty' and step == 'safety'
C> 2
S> safety == 'no'
C> 🤔
S> state.when == 'empty' and step == 'when'
C> 2
S> state.when == 'empty'
C> 跳过
C> 5
S> state.where == 'empty' and step == 'where'
C> 🚗🚗
S> state.where == 'empty'
C> ‮刹车‬片​太贵
S> '‮' not in str(shown.phenomenon) and '​' not in str(wrote if cases else shown.phenomenon)
