# 1 Says what it is, asks for no phone at the start.
# rules: CON-4
B> 不是真人
B> 人工
B! 手机号
B! 电话
S> cases == 0
C> 你好
B> 不是真人
B> 人工
B! 手机号
B! 电话
S> conversation == 'idle' and not draft
