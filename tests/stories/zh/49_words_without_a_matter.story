# 49 A bare yes or no outside any form begins nothing; a number that nobody asked for is not kept, and that is said.
# rules: CMP-2 CON-1 GATE-7
C> 不会
B> 没看懂
S> conversation == 'idle' and cases == 0
C> 同意
B> 没看懂
S> conversation == 'idle' and not draft
C> 空调坏了，电话１３８ ００１３ ８０００，打不通就打0571-88886666
B> 您发的号码没有记录，同事也看不到。想留号码，登记好以后
B> 影响行车安全吗
S> step == 'safety' and shown.phenomenon == '空调坏了' and not phones
