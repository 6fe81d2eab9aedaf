# A bare 不对 is asked about; the form stays where it was.
# rules: CMP-2
C> 空调突然不制冷
C> 不会
C> 昨天
C> 不对
B> 想改哪一项，直接说新的内容
S> step == 'where' and state.where == 'empty' and shown.when == '3月11日（周二）'
