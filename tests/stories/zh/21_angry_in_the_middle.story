# 21 Whoever loses his patience in the form is asked no more of it.
# rules: CMP-4
C> 空调不制冷
C> 不会
C> 问这么多干什么，垃圾店，烦死了
B> 很抱歉
B> 请核对
S> step == 'summary' and emotion == 'angry' and state.when == 'empty'
