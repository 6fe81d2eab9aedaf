# 47 A number sent before anything was chosen is not kept: first what for, then the number.
# rules: CON-1 CON-6
C> 空调不制冷
C> 不会
C> 提交
C> 提交
S> complaints == 1
C> 可以留电话
B> 不选就是不同意
C> 13800138000
B> 请先选
B! 138
S> conversation == 'number' and step == 'consents' and not phones
C> 1 2
C> 13800138000
B> 138****8000
S> len(phones) == 1
C> 13800138001 这个也可以打
B> 没有记录，同事也看不到
B> 回复“留电话”
O> aftersales.1 138****8001
S> len(phones) == 1
