# 18 Sensitive data are refused and removed; numbers are masked everywhere.
# rules: GATE-7 SEC-6
C> 空调不制冷
C> 不会
C> 我身份证11010519491231002X
B> 不需要证件号
B> 从记录中删除
B> 可以自己撤回
B> 接着刚才的问题：是什么时候发生的？
B! 没看懂
S> step == 'when' and misses == 0
S> any('[身份证号已删除]' in text for _, text in session.transcript)
C> 昨天，联系我13800138000，车牌浙A12345
S> plate == '浙A12345' and '13800138000' not in str(session)
C> 跳过
C> 跳过
C> 跳过
C> 维修
C> 没有
C> 提交
S> complaints == 1
S> not seen('13800138000') and not seen('11010519491231002X')
S> '13800138000' not in str(wrote) and '11010519491231002X' not in str(wrote) and '138****8000' in str(wrote)
