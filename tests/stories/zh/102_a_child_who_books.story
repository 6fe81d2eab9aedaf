# A child's booking ends where he says his age; his guardian books.
# rules: CON-13
C> 我想约试驾
B> 想试哪款
C> 我13岁
B> 您未满14周岁
S> conversation == 'idle' and cases == 0
C> 试驾
B> 预约要请家长
S> conversation == 'idle' and cases == 0
