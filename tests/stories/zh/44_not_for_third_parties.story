# 8 "Nothing for third parties" is heard, kept and answered; the form goes on.
# rules: CON-8 CON-10
C> 空调突然不制冷
C> 不要把我的号码提供给第三方
B> 不提供给任何第三方
S> step=='safety'
