# He says his age in the middle of telling what happened: both are heard.
# rules: CON-13 CMP-2
C> 车门夹到我手了，我才12岁
B> 您未满14周岁
B> 影响行车安全吗
S> conversation == 'complaint' and '夹到' in words.phenomenon
S> ledger[-1] == ('invalidated', '*', '*')
C> 不会
C> 我今年12
B> 您未满14周岁
B> 接着刚才的问题
S> len([one for one in ledger if one[0] == 'invalidated']) == 1
C> 提交
C> 提交
S> cases == 1
C> 我想试驾
B> 预约要请家长
S> conversation == 'idle' and cases == 1
